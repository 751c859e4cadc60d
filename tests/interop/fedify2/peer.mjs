// Fedify 2: signs as RFC 9421 says and, when that is refused, knocks again as draft-cavage says.

import * as fedify from "@fedify/fedify";
import * as vocab from "@fedify/vocab";
import * as logtape from "@logtape/logtape";
import { run } from "../peer.mjs";

await run({ fedify, vocab, logtape, options: { firstKnock: "rfc9421" } });
