// A file server on loopback that gives `dist/` under a sub-path, as any static host would.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.wasm': 'application/wasm', '.css': 'text/css',
  '.svg': 'image/svg+xml', '.json': 'application/json', '.webmanifest': 'application/manifest+json',
};

/** Serves `root` below `prefix` on a free port; answers `{ url, close }`. */
export async function serve(root, prefix = '/some/path/') {
  const answer = async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    const inside = path.startsWith(prefix) ? normalize(path.slice(prefix.length)) || 'index.html' : null;
    if (inside === null || inside.startsWith('..') || inside.startsWith(sep)) return void response.writeHead(404).end();
    const file = inside === '.' || inside.endsWith(sep) ? join(inside, 'index.html') : inside;
    try {
      const body = await readFile(join(root, file));
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'cache-control': 'no-store' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  };
  const server = createServer(answer);
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { url: `http://127.0.0.1:${server.address().port}${prefix}`, close: () => server.close() };
}
