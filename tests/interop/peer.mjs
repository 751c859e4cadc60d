// A whole server made of Fedify, with one person on it. It is told what to do in lines of JSON on
// standard input, and says on standard output what it did and what happened to it.

import dns from "node:dns";
import http from "node:http";
import readline from "node:readline";
import { Writable } from "node:stream";

const NAME = "fay";

// RFC 6761: everything under .localhost is this machine. Not every system's resolver knows.
const lookup = dns.lookup;
dns.lookup = (host, ...rest) =>
  lookup(host.endsWith(".localhost") ? "127.0.0.1" : host, ...rest);

const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");

function schemeOf(headers) {
  if (headers.has("signature-input")) return "rfc9421";
  return headers.has("signature") ? "cavage" : "";
}

// Tell of every request that leaves, and how it was signed.
const fetchReally = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const request = input instanceof Request ? input : undefined;
  const headers = new Headers(init?.headers ?? request?.headers);
  const response = await fetchReally(input, init);
  say({
    sent: {
      method: init?.method ?? request?.method ?? "GET",
      url: request?.url ?? String(input),
      scheme: schemeOf(headers),
      status: response.status,
    },
  });
  return response;
};

// Fedify's own complaints go to standard error: they say why it refused something.
const complainAloud = (logtape) =>
  logtape.configure({
    sinks: { errors: logtape.getStreamSink(Writable.toWeb(process.stderr)) },
    loggers: [
      { category: "fedify", sinks: ["errors"], lowestLevel: "info" },
      { category: ["logtape", "meta"], sinks: ["errors"], lowestLevel: "error" },
    ],
  });

// Run the server under the host name that the command line gives, until standard input ends.
export async function run({ fedify, vocab, logtape, options }) {
  const host = process.argv[2];
  await complainAloud(logtape);
  const keys = [
    await fedify.generateCryptoKeyPair("RSASSA-PKCS1-v1_5"),
    await fedify.generateCryptoKeyPair("Ed25519"),
  ];
  const state = { notes: new Map(), followers: new Map(), insistsOn: "", answersFollows: true };
  const server = http.createServer((request, response) => serve(request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://${host}:${server.address().port}`;

  const federation = fedify.createFederation({
    kv: new fedify.MemoryKvStore(),
    allowPrivateAddress: true,
    origin,
    ...options,
  });
  const context = () => federation.createContext(new URL(origin), undefined);

  federation
    .setActorDispatcher("/users/{identifier}", async (ctx, identifier) => {
      if (identifier !== NAME) return null;
      const pairs = await ctx.getActorKeyPairs(identifier);
      return new vocab.Person({
        id: ctx.getActorUri(identifier),
        preferredUsername: identifier,
        name: "Fay of Fedify",
        inbox: ctx.getInboxUri(identifier),
        outbox: new URL(`${origin}/users/${identifier}/outbox`),
        followers: ctx.getFollowersUri(identifier),
        endpoints: new vocab.Endpoints({ sharedInbox: ctx.getInboxUri() }),
        publicKey: pairs[0].cryptographicKey,
        assertionMethods: pairs.map((pair) => pair.multikey),
      });
    })
    .setKeyPairsDispatcher((_ctx, identifier) => (identifier === NAME ? keys : []));
  federation.setFollowersDispatcher("/users/{identifier}/followers", () => ({
    items: [...state.followers.values()],
  }));
  federation.setObjectDispatcher(vocab.Note, "/notes/{ident}", async (ctx, { ident }) => {
    const kept = state.notes.get(ident);
    return kept ? await read(vocab.Note, kept, ctx) : null;
  });
  federation
    .setInboxListeners("/users/{identifier}/inbox", "/inbox")
    .on(vocab.Activity, hear)
    .onError((_ctx, error) => say({ error: String(error?.stack ?? error) }));

  async function hear(ctx, activity) {
    if (activity instanceof vocab.Follow) await welcome(ctx, activity);
    const { documentLoader, contextLoader } = ctx;
    const object = await activity.getObject({ documentLoader, contextLoader, suppressError: true });
    if (activity instanceof vocab.Undo && object instanceof vocab.Follow) {
      state.followers.delete(activity.actorId.href);
    }
    const embedded = (await activity.toJsonLd({ contextLoader })).object;
    say({
      heard: {
        type: typeOf(activity),
        id: activity.id?.href,
        actor: activity.actorId?.href,
        to: activity.toIds.map((each) => each.href),
        cc: activity.ccIds.map((each) => each.href),
        object: object ? shown(object) : { id: activity.objectId?.href },
        embeds: typeof embedded === "object" ? embedded.type : "",
      },
    });
  }

  async function welcome(ctx, follow) {
    const follower = await follow.getActor(ctx);
    if (!state.answersFollows || follower?.id == null) return;
    state.followers.set(follower.id.href, follower);
    const accept = new vocab.Accept({
      id: new URL(`${origin}/accepts/${crypto.randomUUID()}`),
      actor: new URL(`${origin}/users/${NAME}`),
      object: follow,
    });
    await ctx.sendActivity({ identifier: NAME }, follower, accept);
  }

  const typeOf = (thing) => thing.constructor.typeId.href.split("#")[1];
  const shown = (thing) => ({
    type: typeOf(thing),
    id: thing.id?.href,
    name: thing.name?.toString(),
    content: thing.content?.toString(),
    username: thing.preferredUsername?.toString(),
    inbox: thing.inboxId?.href,
    author: thing.attributionId?.href,
    replyTo: thing.replyTargetId?.href,
  });

  const read = (kind, document, ctx) =>
    kind.fromJsonLd(document, {
      documentLoader: ctx.documentLoader,
      contextLoader: ctx.contextLoader,
    });

  async function look(uri) {
    const ctx = context();
    const documentLoader = await ctx.getDocumentLoader({ identifier: NAME });
    return await ctx.lookupObject(uri, { documentLoader });
  }

  const deeds = {
    // Send an activity to one actor, or to all followers when `to` is missing.
    async send({ activity, to }) {
      const ctx = context();
      const said = await read(vocab.Activity, activity, ctx);
      const recipient = to ? await look(to) : "followers";
      await ctx.sendActivity({ identifier: NAME }, recipient, said);
    },
    keep({ note }) {
      state.notes.set(note.id.split("/").at(-1), note);
    },
    drop({ uri }) {
      state.notes.delete(uri.split("/").at(-1));
    },
    async look({ uri }) {
      const found = await look(uri);
      return found && shown(found);
    },
    async walk({ uri }) {
      const items = [];
      for await (const item of context().traverseCollection(await look(uri))) {
        const object = "getObject" in item ? await item.getObject(context()) : null;
        items.push({ ...shown(item), object: object && shown(object) });
      }
      return items;
    },
    // Take only letters signed in this way; empty for both.
    insist({ scheme }) {
      state.insistsOn = scheme;
    },
    answer({ follows }) {
      state.answersFollows = follows;
    },
  };

  async function serve(incoming, response) {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method, url } = incoming;
    const headers = new Headers(Object.entries(incoming.headers).map(([k, v]) => [k, String(v)]));
    const body = method === "POST" ? Buffer.concat(chunks) : undefined;
    const scheme = schemeOf(headers);
    const refused = method === "POST" && state.insistsOn && state.insistsOn !== scheme;
    const answer = refused
      ? new Response(`only ${state.insistsOn} here`, { status: 401 })
      : await federation.fetch(new Request(origin + url, { method, headers, body }), {
          contextData: undefined,
        });
    const text = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(text);
    const reason = answer.ok ? "" : text.toString().slice(0, 300);
    say({ asked: { method, path: url, scheme, status: answer.status, reason } });
  }

  say({ ready: { origin, actor: `${origin}/users/${NAME}` } });
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const order = JSON.parse(line);
    try {
      say({ done: order.number, gave: (await deeds[order.deed](order)) ?? null });
    } catch (error) {
      say({ done: order.number, failed: String(error?.stack ?? error) });
    }
  }
  process.exit(0);
}
