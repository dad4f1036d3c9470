// The same Service as rules and as a picture: the shares of the arrows are those of the probabilities that the rules
// write, and follow what is written; without endpoints the picture refuses.
import assert from 'node:assert/strict';
import { chooseService, startOf, write } from '../harness.mjs';

const arrows = (page) => page.locator('.service-drawing .arrow').evaluateAll((all) => all.map((arrow) => arrow.dataset.share));

export async function run(harness) {
  const page = await harness.open();
  await chooseService(page, 'default/wp-service');
  const rules = (await page.locator('.chain li').allTextContents()).join('\n');
  assert.match(rules, /-d 10\.10\.1\.102\/32 .*-j KUBE-SVC-/);
  assert.match(rules, /--probability 0\.50000000000 .*→ 1\/2/);
  assert.match(rules, /-j DNAT --to-destination 10\.10\.0\.\d+:80/);

  await page.getByRole('button', { name: 'Como dibujo' }).click();
  assert.deepEqual(await arrows(page), ['1/2', '1/2']);
  assert.match(await page.locator('.idea').textContent(), /10\.10\.1\.102 no es de ninguna máquina.*nat KUBE-SERVICES \d+/);
  assert.match(await page.locator('.service-drawing .door').textContent(), /ClusterIP.*10\.10\.1\.102:8080/);
  assert.equal(await page.locator('.twin [data-share]').count(), 2, 'and the same in words');
  await page.locator('.twin .to-place').first().click();
  await page.waitForSelector('.text[data-file="wordpress.yaml"]');

  const text = await startOf('whole-road', 'wordpress.yaml');
  await write(page, 'wordpress.yaml', text.replace('replicas: 2', 'replicas: 3'));
  await page.waitForFunction(() => document.querySelectorAll('.service-drawing .arrow').length === 3);
  assert.deepEqual(await arrows(page), ['1/3', '1/3', '1/3']);
  await write(page, 'wordpress.yaml', text.replace('replicas: 2', 'replicas: 0'));
  await page.waitForSelector('.service-drawing .refusal');
  assert.match(await page.locator('.service-drawing .refusal').textContent(), /REJECT.*has no endpoints/);
  assert.deepEqual(await arrows(page), []);

  await chooseService(page, 'default/nginx');
  assert.match(await page.locator('.service-drawing').textContent(), /NodePort\*:30880/);

  await write(page, 'wordpress.yaml', text);
  const world = await startOf('whole-road', 'mundo.yaml');
  assert.match(world, /proxyMode: iptables/);
  await write(page, 'mundo.yaml', world.replace('proxyMode: iptables', 'proxyMode: nftables'));
  await page.waitForFunction(() => document.querySelector('.idea')?.textContent.includes('ip kube-proxy'));
  await chooseService(page, 'default/wp-service');
  assert.deepEqual(await arrows(page), ['1/2', '1/2'], 'drawn numbers come to the same shares');
  assert.match(await page.locator('.idea').textContent(), /ip kube-proxy @service-ips \d+/);
  await page.getByRole('button', { name: 'Como reglas' }).click();
  assert.match((await page.locator('.chain li').allTextContents()).join('\n'), /numgen random mod 2 vmap .*→ 1\/2/);
  return 'halves, thirds, nobody; in nftables too';
}
