// Back and forward restore the scroll position. The browser tries at once, when the rows are not rendered yet.
{
  const positions = new Map(); // address -> scrollY
  const timeoutMs = 3000;
  let restoringUntil = 0;

  addEventListener('scroll', () => {
    if (Date.now() >= restoringUntil) positions.set(location.href, scrollY);
  }, { passive: true });
  for (const input of ['wheel', 'touchmove', 'keydown', 'pointerdown']) addEventListener(input, () => { restoringUntil = 0; }, { passive: true, capture: true });

  addEventListener('popstate', () => {
    const y = positions.get(location.href) ?? 0;
    const until = restoringUntil = Date.now() + timeoutMs;
    const restore = () => {
      if (restoringUntil !== until) return;
      if (document.documentElement.scrollHeight - innerHeight >= y) scrollTo(0, y);
      if (Date.now() < until) setTimeout(restore, 50);
    };
    if (y > 0) restore();
    else restoringUntil = 0;
  });
}
