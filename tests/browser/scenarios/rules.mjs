// A node's rules: searched, folded, followed while a packet plays; from a rule to its line and from a line to its rules.
import assert from 'node:assert/strict';
import { seekUntil } from '../harness.mjs';

const hits = (page) => page.locator('.rules [data-hits]').getAttribute('data-hits').then(Number);
const shown = (page) => page.locator('.chain li').count();

async function searches(page) {
  const all = await hits(page);
  assert.ok(all > 30 && all === await shown(page), `${all} rules`);
  await page.getByLabel('Buscar en las reglas').fill('wp-service dnat');
  const found = await hits(page);
  assert.ok(found === 2 && found === await shown(page), `${found} rewrites of wp-service`);
  for (const rule of await page.locator('.chain li').allTextContents()) assert.match(rule, /wp-service.*DNAT/);
  await page.getByLabel('Buscar en las reglas').fill('nada de nada');
  assert.equal(await hits(page), 0);
  await page.getByLabel('Buscar en las reglas').fill('');
  return all;
}

async function folds(page) {
  await page.getByRole('button', { name: 'Plegar todo' }).click();
  assert.ok(await shown(page) < 12, 'only the chain of the present step is open');
  const chain = page.locator('.chain', { hasText: 'KUBE-SERVICES' }).first();
  const button = chain.locator('.fold');
  await button.focus();
  await page.keyboard.press('Enter');
  assert.equal(await button.getAttribute('aria-expanded'), 'true');
  await page.keyboard.press('Enter');
  assert.equal(await button.getAttribute('aria-expanded'), 'false');
}

/** Whether the marked rule is inside what the panel shows. */
const inView = () => {
  const [panel, rule] = ['.rules-list', '.chain .on'].map((name) => document.querySelector(name)?.getBoundingClientRect());
  return panel && rule && rule.top >= panel.top - 1 && rule.bottom <= panel.bottom + 1;
};

export async function run(harness) {
  const page = await harness.open();
  await seekUntil(page, (p) => p.locator('.chain li.on').count());
  const all = await searches(page);
  let followed = 0;
  for (const from of [14, 24, 34]) {
    await seekUntil(page, (p) => p.locator('.chain li.on').count(), from);
    await page.waitForFunction(inView);
    assert.match(await page.locator('.chain li.on .counted').textContent(), /^×[1-9]/);
    followed += 1;
  }
  await folds(page);
  await page.waitForSelector('.chain li.on');
  await page.getByRole('button', { name: 'Desplegar todo' }).click().catch(() => {});

  await page.getByLabel('Buscar en las reglas').fill('wp-service 8080 -j KUBE-SVC');
  await page.locator('.chain li').getByRole('link').first().click();
  await page.waitForSelector('.text[data-file="wordpress.yaml"]');
  await page.waitForFunction(() => document.activeElement?.matches('.text'));
  const tool = page.locator('.tools').getByRole('button', { name: 'Reglas' });
  assert.ok(await tool.isEnabled(), 'the cursor stands in a Service');
  await tool.click();
  await page.getByLabel('Buscar en las reglas').fill('');
  const pointed = page.locator('.chain li.pointed');
  assert.ok(await pointed.count() >= 1, 'and back at its rules');
  for (const rule of await page.locator('.chain li').allTextContents()) assert.doesNotMatch(rule, /mariadb/);
  assert.match(await page.locator('.of-service').inputValue(), /^default\/wp-service:http tcp$/);
  return `${all} rules, ${followed} of them followed into view`;
}
