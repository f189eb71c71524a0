// A cursor on the chart of the queue: under the pointer, or moved by arrow keys from point to point. It says in words what the point says.
{
  const positions = new WeakMap(); // plots -> the point that the keyboard stands on
  const all = (plots) => plots.dataset.points.split('|');
  const show = (plots, index) => {
    const texts = all(plots);
    const cursor = plots.querySelector(':scope > [hidden], :scope > .on');
    const text = plots.closest('[data-history]').querySelector('[data-history-text]');
    if (!cursor) return;
    cursor.hidden = index === null;
    cursor.classList.toggle('on', index !== null);
    text.textContent = index === null ? '\u00a0' : texts[index];
    if (index === null) return;
    cursor.style.transform = `translateX(${(index + 0.5) / texts.length * 100}cqw)`;
    plots.setAttribute('aria-valuenow', index);
    plots.setAttribute('aria-valuetext', texts[index]);
  };
  document.addEventListener('pointermove', (event) => {
    const under = event.target.closest?.('[data-points]');
    for (const plots of document.querySelectorAll('[data-points]')) if (plots !== under && plots !== document.activeElement) show(plots, null);
    if (!under) return;
    const box = under.getBoundingClientRect();
    const count = all(under).length;
    show(under, Math.min(Math.max(Math.floor((event.clientX - box.left) / box.width * count), 0), count - 1));
  }, { passive: true });
  document.addEventListener('keydown', (event) => {
    const plots = event.target;
    if (!plots.matches?.('[data-points]') || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = all(plots).length - 1;
    const at = positions.get(plots) ?? last + 1;
    const to = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, PageDown: at - 12, PageUp: at + 12, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const index = Math.min(Math.max(to, 0), last);
    positions.set(plots, index);
    show(plots, index);
  });
  document.addEventListener('focusout', (event) => {
    if (!event.target.matches?.('[data-points]')) return;
    positions.delete(event.target);
    show(event.target, null);
  });
}
