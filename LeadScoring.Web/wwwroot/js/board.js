// What moves on a live list: a changed number glows, a row that changes rank slides. Transforms and colours only, so nothing
// else shifts; the server sends plain rows and knows nothing of it.
{
  const glowMs = 600;
  const slideMs = 150;
  const maxSlides = 12; // where everything moves at once, an eye follows nothing, and the page would stutter
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const known = new WeakMap(); // table -> Map(lead id -> { index, score })
  const glowing = new WeakMap(); // element -> its animation

  const colour = getComputedStyle(document.documentElement).getPropertyValue('--glow-shown') || 'rgb(120 150 255 / .4)';

  // What is out of sight needs no animation. The observer also knows how high a row is without laying out the page.
  const sighted = new WeakSet();
  const visible = new WeakSet();
  let height = 44;
  const sight = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      height = entry.boundingClientRect.height || height;
      if (entry.isIntersecting) visible.add(entry.target);
      else visible.delete(entry.target);
    }
  });
  const watch = (row) => {
    if (sighted.has(row)) return;
    sighted.add(row);
    sight.observe(row);
  };

  // In a few steps where much glows at once: each step is a repaint.
  const glow = (row, busy) => {
    const value = row.querySelector('.value') ?? row;
    const running = glowing.get(value);
    if (running?.playState === 'running') {
      running.currentTime = 0;
      return;
    }
    glowing.set(value, value.animate([{ backgroundColor: colour }, { backgroundColor: 'transparent' }], { duration: glowMs, easing: busy ? 'steps(4)' : 'ease-out' }));
  };

  const look = (table) => {
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
      watch(row);
      if (!was || !visible.has(row)) continue;
      if (was.score !== row.dataset.score) glows.push(row);
      if (was.index !== i) slides.push([row, was.index - i]);
    }
    for (const row of glows) glow(row, glows.length > maxSlides);
    if (slides.length <= maxSlides && !still.matches && !document.hidden) {
      for (const [row, by] of slides) row.animate([{ transform: `translateY(${by * height}px)` }, { transform: 'none' }], { duration: slideMs, easing: 'ease-out' });
    }
    known.set(table, after);
  };

  const lookAtNumbers = (element) => {
    const was = known.get(element);
    const key = `${element.dataset.leadId} ${element.dataset.score}`;
    if (was && was !== key && was.split(' ')[0] === element.dataset.leadId) glow(element);
    known.set(element, key);
  };

  new MutationObserver(() => {
    for (const table of document.querySelectorAll('table[data-animate]')) look(table);
    for (const numbers of document.querySelectorAll('.lead-numbers')) lookAtNumbers(numbers);
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-score'] });

  // Never move what somebody is about to click: held while the pointer is over the list or the focus in it, until 10 s of stillness.
  leadScoring.pauseOrder = (list, page) => {
    const stillMs = 10000;
    let held = false;
    let inside = false;
    let timer = 0;
    const tell = (hold) => {
      clearTimeout(timer);
      if (hold) timer = setTimeout(() => tell(false), stillMs);
      if (hold === held) return;
      held = hold;
      page.invokeMethodAsync('SetOrderPaused', hold).catch(() => {}); // the circuit may be gone
    };
    const focused = () => list.contains(document.activeElement) && document.activeElement !== list;
    list.addEventListener('pointerenter', () => { inside = true; tell(true); });
    list.addEventListener('pointermove', () => { if (inside) tell(true); }, { passive: true });
    list.addEventListener('pointerleave', () => { inside = false; tell(focused()); });
    list.addEventListener('focusin', () => tell(true));
    list.addEventListener('keydown', () => tell(true));
    list.addEventListener('focusout', () => setTimeout(() => { if (!inside && !focused()) tell(false); }));
    if (list.matches(':hover')) { inside = true; tell(true); }
  };
}
