// Shows the newest state every 15 seconds without disturbing whoever reads or presses; without it the page still works.
const everyMs = 15_000;

async function refresh() {
  if (document.hidden || document.querySelector('details[open]')) return;
  try {
    const answer = await fetch(location.href, { signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new Error(answer.statusText);
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of ['header', 'main']) {
      const now = document.querySelector(part);
      const next = fresh.querySelector(part);
      if (now === null || next === null || now.contains(document.activeElement)) continue;
      now.replaceWith(next);
    }
    const bar = document.getElementById('lost');
    if (bar !== null) bar.hidden = true;
  } catch {
    const bar = document.getElementById('lost');
    if (bar === null) return;
    bar.textContent = bar.dataset.lost;
    bar.hidden = false;
  }
}

if (document.getElementById('page') !== null) setInterval(refresh, everyMs);
