// The page in a real browser: node run.mjs DIST [SCENARIO...]. Prints `browser: passed/total`.
import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { chromium } from 'playwright-core';
import { Harness } from './harness.mjs';
import { serve } from './serve.mjs';

const [dist, ...wanted] = process.argv.slice(2);
if (!dist) {
  console.error('node run.mjs DIST [SCENARIO...]');
  process.exit(2);
}

const QUIET = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic'];
const folder = new URL('scenarios/', import.meta.url);
const files = (await readdir(folder)).filter((file) => file.endsWith('.mjs')).sort();
const chosen = files.filter((file) => wanted.length === 0 || wanted.includes(basename(file, '.mjs')));

const server = await serve(dist);
const executablePath = process.env.MALLA_CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', ...QUIET] });
const harness = new Harness(browser, server.url);
let passed = 0;
for (const file of chosen) {
  const scenario = await import(new URL(file, folder));
  const began = Date.now();
  try {
    const note = await scenario.run(harness);
    await harness.close();
    passed += 1;
    console.log(`ok    ${basename(file, '.mjs')} (${Date.now() - began} ms)${note ? `: ${note}` : ''}`);
  } catch (error) {
    console.log(`FAIL  ${basename(file, '.mjs')}: ${error.message}\n${(error.stack ?? '').split('\n').slice(1, 4).join('\n')}`);
    await harness.close().catch((complaint) => console.log(`      ${complaint.message}`));
  }
}
await browser.close();
server.close();
console.log(`browser: ${passed}/${chosen.length}`);
process.exit(passed === chosen.length && passed > 0 ? 0 : 1);
