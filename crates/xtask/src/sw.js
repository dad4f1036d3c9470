// The offline copy: all files of one build, taken together and replaced together.
// The name holds the scope: another copy of the page may live on the same origin.
const OURS = `malla ${self.registration.scope} `;
const NAME = `${OURS}VERSION`;
const LIST = FILES;

async function keep() {
  const cache = await caches.open(NAME);
  await cache.addAll(LIST.map((file) => new Request(file, { cache: 'reload' })));
  await self.skipWaiting();
}

async function tidy() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OURS) && name !== NAME).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(request) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(request.mode === 'navigate' ? './' : request, { ignoreSearch: true });
  return kept ?? fetch(request);
}

self.addEventListener('install', (event) => event.waitUntil(keep()));
self.addEventListener('activate', (event) => event.waitUntil(tidy()));
self.addEventListener('fetch', (event) => {
  const ours = event.request.method === 'GET' && new URL(event.request.url).origin === location.origin;
  if (ours) event.respondWith(answer(event.request));
});
