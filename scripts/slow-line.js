// How long a page takes on a slow line (600 ms, 40 KB/s): until its title, its skeleton and its rows are painted.
//   tests=LeadScoring.Tests/bin/Release/net10.0/.playwright
//   $tests/node/linux-x64/node scripts/slow-line.js $tests/package http://localhost:5173/ http://localhost:5173/leads
const [playwright, ...addresses] = process.argv.slice(2);
const { chromium } = require(require('node:path').resolve(playwright));

const watch = () => {
  const selectors = { title: 'h1', skeleton: '[aria-label=Loading]', rows: 'tbody tr' };
  window.seen = {};
  new MutationObserver(() => {
    for (const [name, selector] of Object.entries(selectors)) {
      if (!(name in seen) && document.querySelector(selector)) seen[name] = performance.now();
    }
  }).observe(document, { subtree: true, childList: true });
};

(async () => {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  for (const address of addresses) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    const line = await context.newCDPSession(page);
    let bytes = 0;
    await line.send('Network.enable');
    line.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });
    await line.send('Network.emulateNetworkConditions', { offline: false, latency: 600, downloadThroughput: 40 * 1024, uploadThroughput: 40 * 1024 });
    await page.addInitScript(watch);
    await page.goto(address, { timeout: 60000 });
    await page.waitForSelector('tbody tr', { timeout: 60000 });
    const { seen, painted } = await page.evaluate(() => ({ seen, painted: performance.getEntriesByName('first-contentful-paint')[0].startTime }));
    // What is in the document is not painted before the sheets have come.
    const times = Object.entries(seen).map(([name, at]) => `${name} ${(Math.max(at, painted) / 1000).toFixed(1)} s`);
    console.log(`${address}: ${times.join(', ')}, ${Math.round(bytes / 1024)} KB`);
    await context.close();
  }
  await browser.close();
})();
