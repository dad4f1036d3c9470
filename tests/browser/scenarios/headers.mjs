// A header of the request chooses the route: jason goes elsewhere, and the route table says why the others do not.
import assert from 'node:assert/strict';
import { CANARY, chip, seekUntil, startOf, toEnd, write } from '../harness.mjs';

const JASON = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews, namespace: bookinfo}
spec:
  hosts: [reviews]
  http:
  - name: jason
    match: [{headers: {end-user: {exact: jason}}}]
    route: [{destination: {host: reviews, subset: v2}}]
  - name: the-rest
    route: [{destination: {host: reviews, subset: v1}}]
`;
const SUBSETS = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews, namespace: bookinfo}
spec:
  host: reviews
  subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]
---
`;

/** Sends, and tells which version of reviews answered. */
async function served(page) {
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  await toEnd(page);
  assert.equal(await chip(page), '200');
  const story = await page.locator('.hops').textContent();
  return ['v1', 'v2', 'v3'].filter((version) => story.includes(`reviews-${version}`)).join(' ');
}

export async function run(harness) {
  assert.match(await startOf('canary', 'reparto.yaml'), /kind: VirtualService/);
  const page = await harness.open({ hash: CANARY });
  await write(page, 'reparto.yaml', SUBSETS + JASON);
  const from = page.getByLabel('Desde');
  const pod = await from.locator('option', { hasText: 'productpage' }).first().getAttribute('value');
  await from.selectOption(pod);
  await page.locator('.probe .url input').fill('http://reviews:9080/reviews/0');
  assert.ok(await page.locator('#quick-urls option[value^="http://reviews:9080/"]').count(), 'URLs that lead somewhere are offered');
  assert.equal(await served(page), 'v1');
  await seekUntil(page, (p) => p.locator('.config .skipped').count());
  const skipped = await page.locator('.config .skipped').first().textContent();
  assert.match(skipped, /jason/);
  assert.match(skipped, /end-user/);

  await page.locator('.headers summary').click();
  await page.getByRole('button', { name: 'end-user: jason' }).click();
  await page.locator('.headers summary').click();
  assert.equal(await served(page), 'v2');
  await seekUntil(page, (p) => p.locator('.config .routes .chosen.on').count());
  assert.match(await page.locator('.config .routes .chosen.on').first().textContent(), /jason/);
}
