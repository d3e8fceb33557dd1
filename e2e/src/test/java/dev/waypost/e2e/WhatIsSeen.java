package dev.waypost.e2e;

import dev.waypost.testkit.browser.Tab;

/// What somebody could not see, read or name on the page of a tab; empty when all is well.
final class WhatIsSeen {
    private WhatIsSeen() {}

    /// Tables that must be scrolled sideways.
    static String sideways(Tab tab) {
        return tab.eval("[...document.querySelectorAll('.wide')].filter(each => each.scrollWidth > each.clientWidth)"
                        + ".map(each => each.getAttribute('aria-label')).join(', ')")
                .asText();
    }

    /// Controls without a name.
    static String unnamed(Tab tab) {
        return tab.eval("""
                [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a, progress')]
                  .filter(each => !(each.labels && each.labels.length && each.labels[0].textContent.trim())
                    && !each.textContent.trim() && !each.getAttribute('aria-label') && each.offsetParent)
                  .map(each => each.outerHTML).join(', ')""").asText();
    }

    /// Texts that have less contrast to what is behind them than WCAG AA asks for: 4.5, or 3 where they are large.
    static String unreadable(Tab tab) {
        return tab.eval("""
                (() => {
                  const parts = colour => (colour.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
                  const linear = c => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
                  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
                  const behind = each => {
                    for (let at = each; at; at = at.parentElement) {
                      const ground = parts(getComputedStyle(at).backgroundColor);
                      if (ground.length < 4 || ground[3] === 1) return ground;
                    }
                    return [255, 255, 255];
                  };
                  return [...document.querySelectorAll('body *')].filter(each => each.checkVisibility()
                      && !each.closest('svg, :disabled')
                      && [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
                    .filter(each => {
                      const style = getComputedStyle(each);
                      const [a, b] = [light(parts(style.color)), light(behind(each))];
                      const large = parseFloat(style.fontSize) >= (style.fontWeight >= 700 ? 18.66 : 24);
                      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < (large ? 3 : 4.5);
                    })
                    .map(each => each.outerHTML.slice(0, 120)).join(', ');
                })()""").asText();
    }
}
