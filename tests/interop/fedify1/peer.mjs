// Fedify 1: signs as draft-cavage says, and adds a linked-data signature and an object proof.

import * as fedify from "@fedify/fedify";
import * as vocab from "@fedify/fedify/vocab";
import * as logtape from "@logtape/logtape";
import { run } from "../peer.mjs";

await run({ fedify, vocab, logtape, options: {} });
