// Serves a folder with brotli and cache headers, and counts the bytes that it sends: GET /__count returns and resets the count.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import zlib from "node:zlib";

const folder = path.resolve(process.argv[2]);
const types = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json", ".css": "text/css", ".svg": "image/svg+xml", ".txt": "text/plain", ".xml": "text/xml" };
const packed = new Map();
let sent = 0, requests = 0;

function pack(file) {
  let data = packed.get(file);
  if (!data) {
    const raw = fs.readFileSync(file);
    data = zlib.brotliCompressSync(raw, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: raw.length > 3e6 ? 9 : 11 } });
    if (data.length > raw.length) data = null;
    packed.set(file, (data = data ? { data, encoding: "br" } : { data: raw, encoding: "identity" }));
  }
  return data;
}

http.createServer((request, response) => {
  const url = new URL(request.url, "http://localhost");
  if (url.pathname === "/__count") {
    response.end(JSON.stringify({ sent, requests }));
    sent = requests = 0;
    return;
  }
  const file = path.join(folder, decodeURIComponent(url.pathname));
  if (!file.startsWith(folder) || !fs.existsSync(file) || fs.statSync(file).isDirectory()) {
    response.writeHead(404).end();
    return;
  }
  const { data, encoding } = pack(file);
  if (!file.includes("bench-")) {
    sent += data.length;
    requests++;
  }
  const kept = /\/(search\/[0-9a-f]{10}\.|assets\/)/.test(url.pathname); // named by contents
  response.writeHead(200, { "content-type": types[path.extname(file)] ?? "application/octet-stream", "content-encoding": encoding, "cache-control": kept ? "max-age=31536000, immutable" : "no-cache" });
  response.end(data);
}).listen(0, "127.0.0.1", function () {
  console.log(this.address().port);
});
