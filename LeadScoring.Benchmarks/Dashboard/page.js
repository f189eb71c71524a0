// Watches a leaderboard from inside its page; takes notes only of what it is told to (probes), counts the rest.
(probes) => {
  const wanted = new Set(probes);
  const from = performance.now();
  const none = { updates: 0, rows: 0, moves: 0, frames: 0, longestFrame: 0, slowFrames: 0 };
  const figures = { ...none, seen: [], firstLoad: [], longTasks: [], slowFrameDetails: [] };
  let begun = from;
  const see = (row, at) => {
    if (wanted.has(row.dataset.leadId)) figures.seen.push({ leadId: row.dataset.leadId, score: Number(row.dataset.score), at });
  };

  new MutationObserver((records) => {
    const at = Date.now();
    figures.updates++;
    for (const record of records) {
      if (record.type === 'attributes') {
        figures.rows++;
        see(record.target, at);
        continue;
      }
      for (const node of record.addedNodes) {
        if (node.nodeName !== 'TR' || !node.dataset.leadId) continue;
        figures.moves++;
        see(node, at);
      }
    }
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-score'] });

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) (startTime < from ? figures.firstLoad : figures.longTasks).push(duration);
  }).observe({ type: 'longtask', buffered: true });

  // What the longest frames did: script by script, and the layout that scripts forced.
  new PerformanceObserver((list) => {
    for (const frame of list.getEntries()) {
      if (frame.startTime < from) continue;
      const end = frame.startTime + frame.duration;
      const scripts = frame.scripts.map((s) => `${s.invoker || s.invokerType} ${Math.round(s.duration)} ms (layout forced ${Math.round(s.forcedStyleAndLayoutDuration)})`);
      figures.slowFrameDetails.push({ duration: frame.duration, render: end - (frame.renderStart || end), layout: end - (frame.styleAndLayoutStart || end), scripts });
    }
  }).observe({ type: 'long-animation-frame' });

  let last = 0;
  const frame = (now) => {
    const gap = last ? now - last : 0;
    last = now;
    figures.frames++;
    if (gap > 50) figures.slowFrames++;
    figures.longestFrame = Math.max(figures.longestFrame, gap);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);

  window.watched = {
    begin() {
      // The collection of garbage that was forced just before is not the page's doing.
      Object.assign(figures, none);
      figures.longTasks.length = figures.slowFrameDetails.length = 0;
      begun = performance.now();
    },
    figures: () => ({ ...figures, seconds: (performance.now() - begun) / 1000 }),
  };
}
