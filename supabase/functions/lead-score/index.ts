// Hands requests to Rust: edge-functions/lead-score, built into pkg/ by edge-functions/build.
import { handle, initSync } from "./pkg/lead_score.js";

initSync({ module: await Deno.readFile(new URL("./pkg/lead_score_bg.wasm", import.meta.url)) });

Deno.serve(async (request: Request): Promise<Response> => {
  const reply = handle(request.method, new Uint8Array(await request.arrayBuffer()));
  const { status, body } = reply;
  reply.free();
  return new Response(body, { status, headers: { "content-type": "application/json" } });
});
