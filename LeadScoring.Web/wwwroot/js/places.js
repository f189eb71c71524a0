// Back and forward come to the place where somebody was. The browser tries at once, when the rows are not there yet.
{
  const places = new Map(); // address -> how far it was scrolled
  const patienceMs = 3000;
  let coming = 0; // until then: on the way to a place

  addEventListener('scroll', () => {
    if (Date.now() >= coming) places.set(location.href, scrollY);
  }, { passive: true });
  for (const own of ['wheel', 'touchmove', 'keydown', 'pointerdown']) addEventListener(own, () => { coming = 0; }, { passive: true, capture: true });

  addEventListener('popstate', () => {
    const y = places.get(location.href) ?? 0;
    const until = coming = Date.now() + patienceMs;
    const come = () => {
      if (coming !== until) return;
      if (document.documentElement.scrollHeight - innerHeight >= y) scrollTo(0, y);
      if (Date.now() < until) setTimeout(come, 50);
    };
    if (y > 0) come();
    else coming = 0;
  });
}
