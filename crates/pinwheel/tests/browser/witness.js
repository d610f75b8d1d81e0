// Runs in every page before its own script.
// May live here: noting what a reader would meet (faults, announcements, the first score), a quicker
// clock, a stream that the test speaks through. Must never live here: an expectation.
(() => {
  const options = __OPTIONS__;
  const seen = { faults: [], said: [], firstScore: null, streams: [] };
  window.__seen = seen;

  addEventListener('securitypolicyviolation', (event) => {
    seen.faults.push(`policy: ${event.violatedDirective} forbids ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`);
  });
  addEventListener('error', (event) => {
    const { target } = event;
    seen.faults.push(`error: ${event.message || `could not load ${target.src || target.href}`}`);
  }, true);
  addEventListener('unhandledrejection', (event) => { seen.faults.push(`unhandled: ${event.reason}`); });

  const tick = Date.now.bind(Date);
  const began = tick();
  if (options.haste > 1) {
    // The page's own waits pass this much more quickly; their order and their logic stay.
    const later = window.setTimeout.bind(window), again = window.setInterval.bind(window);
    window.setTimeout = (what, ms = 0, ...rest) => later(what, ms / options.haste, ...rest);
    window.setInterval = (what, ms = 0, ...rest) => again(what, ms / options.haste, ...rest);
    Date.now = () => began + (tick() - began) * options.haste;
  }
  if (options.streams) {
    // A stream that says what the test says.
    window.EventSource = class extends EventTarget {
      static CLOSED = 2;
      constructor(url) { super(); this.url = url; this.readyState = 1; seen.streams.push(this); setTimeout(() => this.onopen?.({}), 0); }
      close() { this.readyState = 2; }
    };
    window.__tell = (message) => {
      for (const stream of seen.streams) {
        if (stream.readyState === 1) stream.onmessage?.({ data: JSON.stringify(message), lastEventId: String(message.id ?? '') });
      }
    };
  }

  const look = () => {
    const score = document.querySelector('.is-live')?.closest('.gcard')?.querySelector('[data-s-home]');
    if (score && /^\d+$/.test(score.textContent) && score.getClientRects().length) seen.firstScore = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  document.addEventListener('DOMContentLoaded', () => {
    const region = document.getElementById('say');
    if (!region) return;
    new MutationObserver(() => {
      if (region.textContent) seen.said.push({ at: Date.now(), text: region.textContent });
    }).observe(region, { childList: true, characterData: true, subtree: true });
  });
})();
