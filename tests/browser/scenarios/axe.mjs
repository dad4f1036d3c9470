// No accessibility violation, in both themes, wide and narrow, with everything open that can open.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { CANARY, chooseService, seek, seekUntil, startOf, toEnd, write } from '../harness.mjs';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function look(page, where) {
  await page.evaluate(source);
  const { violations } = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly }), RULES);
  const told = violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary}`).slice(0, 3).join(' | ')}`);
  assert.deepEqual(told, [], where);
}

export async function run(harness) {
  let looks = 0;
  for (const theme of ['light', 'dark']) {
    const page = await harness.open({ theme });
    await seek(page, 14);
    await page.locator('.considered summary').click().catch(() => {});
    await page.locator('.causes summary').click();
    await page.locator('.figure.pod').first().click();
    await look(page, `${theme}, a rewrite`);
    await page.keyboard.press('Escape');
    await toEnd(page);
    await look(page, `${theme}, the end`);
    await chooseService(page, 'default/nginx');
    await look(page, `${theme}, a Service as rules`);
    await page.getByRole('button', { name: 'Como dibujo' }).click();
    await look(page, `${theme}, a Service as a picture`);
    await page.locator('.tools').getByRole('button', { name: 'Esquema' }).click();
    await write(page, 'wordpress.yaml', (await startOf('whole-road', 'wordpress.yaml')).replace('targetPort: 80', 'targetPrt: 80'));
    await page.locator('.mend').first().waitFor();
    await look(page, `${theme}, an outline and a mend`);
    looks += 3;
    await page.getByRole('button', { name: 'Ayuda' }).click();
    await look(page, `${theme}, help`);
    const ruin = await harness.open({ theme, lang: 'en', hash: '#/lesson/ip-in-config' });
    await toEnd(ruin);
    await look(ruin, `${theme}, a refusal`);
    const mesh = await harness.open({ theme, hash: CANARY });
    await seekUntil(mesh, (page) => page.locator('.config .chosen.on').count());
    await look(mesh, `${theme}, a route`);
    await mesh.getByRole('button', { name: 'Enviar muchas veces' }).click();
    await mesh.waitForSelector('.many[data-done=true]');
    await look(mesh, `${theme}, many requests`);
    looks += 2;
    const phone = await harness.open({ theme, size: { width: 390, height: 844 } });
    for (const tab of ['lesson', 'stage', 'hops', 'why', 'rules', 'proxy', 'editor']) {
      await phone.locator(`.tabbar [data-tab=${tab}]`).click();
      await look(phone, `${theme}, phone, ${tab}`);
      looks += 1;
    }
    looks += 4;
  }
  return `${looks} looks`;
}
