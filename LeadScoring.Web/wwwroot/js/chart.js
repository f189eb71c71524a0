// Shows the time and score of the nearest point under the pointer. Without a pointer, the chart's table has them.
{
  const nearest = (plot, x) => {
    let best = null;
    for (const point of plot.querySelectorAll('i[data-x]')) {
      const distance = Math.abs(point.dataset.x - x);
      if (!best || distance <= best.distance) best = { point, distance };
    }
    return best?.point;
  };
  document.addEventListener('pointermove', (event) => {
    const plot = event.target.closest?.('.chart-plot');
    for (const cursor of document.querySelectorAll('.chart-cursor')) if (!plot?.contains(cursor)) cursor.hidden = true;
    if (!plot) return;
    const box = plot.getBoundingClientRect();
    const point = nearest(plot, (event.clientX - box.left) / box.width);
    const cursor = plot.querySelector('.chart-cursor');
    cursor.hidden = !point;
    if (!point) return;
    cursor.style.left = `${point.dataset.x * 100}%`;
    cursor.style.setProperty('--y', `${point.dataset.y * 100}%`);
    cursor.classList.toggle('left', point.dataset.x > 0.6);
    cursor.firstElementChild.textContent = point.dataset.tip;
  }, { passive: true });
}
