// Animates a live list: a changed number glows, a row that changes rank slides. Only transforms and colours, so that the layout
// does not shift; the server sends plain rows.
{
  const glowMs = 600;
  const slideMs = 150;
  const maxSlides = 12; // more at once cannot be followed by eye, and the page would stutter
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  const known = new WeakMap(); // table -> Map(lead id -> { index, score })
  const glowing = new WeakMap(); // element -> its animation

  const colour = getComputedStyle(document.documentElement).getPropertyValue('--glow-shown') || 'rgb(120 150 255 / .4)';

  // Only visible rows are animated. The observer also gives the height of a row without a layout of the page.
  const observed = new WeakSet();
  const visible = new WeakSet();
  let height = 44;
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      height = entry.boundingClientRect.height || height;
      if (entry.isIntersecting) visible.add(entry.target);
      else visible.delete(entry.target);
    }
  });
  const observe = (row) => {
    if (observed.has(row)) return;
    observed.add(row);
    observer.observe(row);
  };

  // In four steps when many glow at once, since each step is a repaint.
  const glow = (row, busy) => {
    const value = row.querySelector('.value') ?? row;
    const running = glowing.get(value);
    if (running?.playState === 'running') {
      running.currentTime = 0;
      return;
    }
    glowing.set(value, value.animate([{ backgroundColor: colour }, { backgroundColor: 'transparent' }], { duration: glowMs, easing: busy ? 'steps(4)' : 'ease-out' }));
  };

  const animateTable = (table) => {
    const rows = table.tBodies[0]?.rows ?? [];
    const before = known.get(table);
    const after = new Map();
    const slides = [];
    const glows = [];
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      const id = row.dataset.leadId;
      const was = before?.get(id);
      after.set(id, { index: i, score: row.dataset.score });
      observe(row);
      if (!was || !visible.has(row)) continue;
      if (was.score !== row.dataset.score) glows.push(row);
      if (was.index !== i) slides.push([row, was.index - i]);
    }
    for (const row of glows) glow(row, glows.length > maxSlides);
    if (slides.length <= maxSlides && !reducedMotion.matches && !document.hidden) {
      for (const [row, by] of slides) row.animate([{ transform: `translateY(${by * height}px)` }, { transform: 'none' }], { duration: slideMs, easing: 'ease-out' });
    }
    known.set(table, after);
  };

  const animateNumbers = (element) => {
    const was = known.get(element);
    const key = `${element.dataset.leadId} ${element.dataset.score}`;
    if (was && was !== key && was.split(' ')[0] === element.dataset.leadId) glow(element);
    known.set(element, key);
  };

  new MutationObserver(() => {
    for (const table of document.querySelectorAll('table[data-animate]')) animateTable(table);
    for (const numbers of document.querySelectorAll('.lead-numbers')) animateNumbers(numbers);
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-score'] });

  // A row must not move from under the pointer: the order is paused while the pointer or the focus is on the list, until 10 s without input.
  // Rows that appear under a pointer that rests are not pointed at.
  let pointer = { x: -1, y: -1 };
  const moved = (event) => event.clientX !== pointer.x || event.clientY !== pointer.y;
  document.addEventListener('pointermove', (event) => { pointer = { x: event.clientX, y: event.clientY }; }, { passive: true });

  leadScoring.pauseOrder = (list, page) => {
    if (!list) return; // replaced before this call arrived
    const idleMs = 10000;
    const renewMs = 5000; // the server lets go of an order that is not held again, since a call may be lost
    let paused = false;
    let sentAt = 0;
    let inside = false;
    let timer = 0;
    const set = (pause) => {
      clearTimeout(timer);
      if (pause) timer = setTimeout(() => set(false), idleMs);
      if (pause === paused && !(pause && Date.now() - sentAt > renewMs)) return;
      paused = pause;
      sentAt = Date.now();
      page.invokeMethodAsync('SetOrderPaused', pause).catch(() => {}); // the circuit may have ended
    };
    const focused = () => !!((list.contains(document.activeElement) && document.activeElement !== list) || document.activeElement?.closest('#status-menu'));
    list.addEventListener('pointermove', (event) => { if (moved(event)) { inside = true; set(true); } }, { passive: true });
    list.addEventListener('pointerleave', () => { inside = false; set(focused()); });
    list.addEventListener('focusin', () => set(true));
    list.addEventListener('keydown', () => set(true));
    list.addEventListener('focusout', () => setTimeout(() => { if (!inside && !focused()) set(false); }));
  };
}
