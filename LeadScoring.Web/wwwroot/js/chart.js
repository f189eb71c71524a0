// A cursor on the score chart: under the pointer, or moved by arrow keys from event to event. A click or Enter shows the lead as of its
// time, which is kept in the address.
{
  const snapPx = 6;
  const positions = new WeakMap(); // plot -> how many points are not after the cursor of the keyboard
  const pointed = new WeakMap(); // plot -> the place that is shown under the pointer
  const points = (plot) => [...plot.querySelectorAll('i[data-x]')];
  const stamp = (ms) => {
    const at = new Date(ms);
    const year = at.getFullYear() === new Date().getFullYear() ? '' : ` ${at.getFullYear()}`;
    const two = (n) => String(n).padStart(2, '0');
    return `${at.getDate()} ${at.toLocaleString('en-GB', { month: 'short' }).slice(0, 3)}${year} ${two(at.getHours())}:${two(at.getMinutes())}`;
  };

  // What the cursor stands on at a position from 0 to 1: the last event before it, or an event so close to it that it is meant.
  const at = (plot, x, width) => {
    const { from, to, start, startY } = plot.dataset;
    let found = { x, at: Number(from) + x * (to - from), score: start, y: startY, note: '' };
    for (const point of points(plot)) {
      const { dataset: p } = point;
      const distance = Math.abs(p.x - x) * width;
      if (p.x > x && distance > snapPx) break;
      found = { x, at: found.at, score: p.score, y: p.y, note: '' };
      if (distance <= snapPx) found = { x: Number(p.x), at: Number(p.at), score: p.score, y: p.y, note: p.note };
    }
    return found;
  };
  const show = (plot, place) => {
    const cursor = plot.querySelector('.chart-cursor');
    cursor.hidden = !place;
    if (!place) return;
    cursor.style.transform = `translateX(${place.x * 100}cqw)`;
    cursor.style.setProperty('--y', `${place.y * 100}cqh`);
    cursor.classList.toggle('left', place.x > 0.6);
    cursor.firstElementChild.textContent = `${place.score} · ${stamp(place.at)}${place.note}`;
  };
  const choose = (ms) => {
    const url = new URL(location.href);
    const replaces = url.searchParams.has('asof') && ms !== null;
    if (ms === null) url.searchParams.delete('asof');
    else url.searchParams.set('asof', new Date(ms).toISOString());
    Blazor.navigateTo(url.href, { replaceHistoryEntry: replaces });
  };
  const under = (event) => {
    const plot = event.target.closest?.('.chart-plot');
    if (!plot) return [];
    const box = plot.getBoundingClientRect();
    return [plot, at(plot, Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1), box.width)];
  };

  const point = (event) => {
    const [plot, place] = under(event);
    for (const other of document.querySelectorAll('.chart-plot')) if (other !== plot && other !== document.activeElement) show(other, null);
    if (!plot) return;
    pointed.set(plot, place);
    show(plot, place);
  };
  document.addEventListener('pointermove', point, { passive: true });
  document.addEventListener('pointerdown', point, { passive: true });
  // What the pointer shows is chosen: a click itself has whole pixels, and half of one can be an hour.
  document.addEventListener('click', (event) => {
    const [plot, place] = under(event);
    if (plot) choose(Math.floor((event.detail > 0 && pointed.get(plot) || place).at));
  });

  const stand = (plot, index) => {
    const all = points(plot);
    positions.set(plot, index);
    const point = all[index - 1]?.dataset;
    const { from, to, start, startY } = plot.dataset;
    const isNow = index > all.length;
    const place = isNow ? { x: 1, at: Number(to), score: all.at(-1)?.dataset.score ?? start, y: all.at(-1)?.dataset.y ?? startY, note: '' }
      : point ? { x: Number(point.x), at: Number(point.at), score: point.score, y: point.y, note: point.note }
        : { x: 0, at: Number(from), score: start, y: startY, note: '' };
    show(plot, place);
    plot.setAttribute('aria-valuenow', Math.min(index, all.length));
    plot.setAttribute('aria-valuetext', `${isNow ? 'now' : stamp(place.at)}, score ${place.score}${place.note}`);
    return isNow ? null : place.at;
  };
  document.addEventListener('keydown', (event) => {
    const plot = event.target;
    if (!plot.matches?.('.chart-plot') || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = points(plot).length + 1; // one after the last event: now
    const index = positions.get(plot) ?? (new URL(location.href).searchParams.has('asof') ? Number(plot.getAttribute('aria-valuenow')) : last);
    const to = { ArrowLeft: index - 1, ArrowDown: index - 1, ArrowRight: index + 1, ArrowUp: index + 1, PageDown: index - 10, PageUp: index + 10, Home: 0, End: last }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      stand(plot, Math.min(Math.max(to, 0), last));
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      choose(stand(plot, Math.min(index, last)));
    } else if (event.key === 'Escape') {
      positions.delete(plot);
      show(plot, null);
    }
  });
  document.addEventListener('focusout', (event) => { if (event.target.matches?.('.chart-plot')) show(event.target, null); });
}
