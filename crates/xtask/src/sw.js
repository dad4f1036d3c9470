// The offline copy: all files of one build, taken together and replaced together.
const NAME = 'malla-VERSION';
const LIST = FILES;

async function keep() {
  const cache = await caches.open(NAME);
  await cache.addAll(LIST.map((file) => new Request(file, { cache: 'reload' })));
  await self.skipWaiting();
}

async function tidy() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('malla-') && name !== NAME).map((name) => caches.delete(name)));
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
