// Hands requests to Rust: edge-functions/lead-score, built into pkg/ by edge-functions/build.
import { handle, initSync } from "./pkg/lead_score.js";

initSync({ module: await Deno.readFile(new URL("./pkg/lead_score_bg.wasm", import.meta.url)) });

Deno.serve(async (request: Request): Promise<Response> => {
  // where this is the only function, it is asked for every name
  if (new URL(request.url).pathname.split("/")[1] !== "lead-score") {
    const refusal = { code: "CRM202", message: "there is no edge function of this name", details: null, hint: null };
    return Response.json(refusal, { status: 404 });
  }
  const reply = handle(request.method, new Uint8Array(await request.arrayBuffer()));
  const { status, body } = reply;
  reply.free();
  return new Response(body, { status, headers: { "content-type": "application/json" } });
});
