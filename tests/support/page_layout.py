"""Where everything lies on a page in a browser: what scrolls, overlaps, and how large its letters are."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

# Every element, those in the components' shadow trees included.
WALK = """
  const all = [];
  const walk = (node) => {
    for (const one of node.querySelectorAll("*")) { all.push(one); if (one.shadowRoot) walk(one.shadowRoot); }
  };
  walk(document);
"""


SCROLLING = f"""() => {{ {WALK}
  const bars = (one) => ["auto", "scroll"].includes(getComputedStyle(one).overflowY) && one.clientHeight > 0
    && one.scrollHeight > one.clientHeight + 1;
  const root = document.documentElement;
  return [root.scrollHeight - root.clientHeight, root.scrollWidth - root.clientWidth,
    all.filter(bars).map((one) => one.className.toString())];
}}"""


# Every text with the box of its letters, what it may be clipped by, and the size of its letters.
TEXTS = f"""() => {{ {WALK}
  const found = [];
  let nodes = 0;
  for (const one of all) {{
    if (["STYLE", "SCRIPT", "TITLE"].includes(one.tagName.toUpperCase()) || !one.checkVisibility()) continue;
    for (const node of one.childNodes) {{
      if (node.nodeType !== 3 || !node.textContent.trim()) continue;
      nodes += 1;
      const range = document.createRange();
      range.selectNodeContents(node);
      const style = getComputedStyle(one), size = parseFloat(style.fontSize);
      for (const box of range.getClientRects()) {{
        if (box.width < 1 || one.getBoundingClientRect().right < 2) continue;  // read aloud only
        const middle = (box.top + box.bottom) / 2;
        let clip = Infinity;
        for (let up = one; up; up = up.parentElement) {{
          if (getComputedStyle(up).overflowX === "hidden") clip = Math.min(clip, up.getBoundingClientRect().right);
        }}
        found.push({{ node: nodes, text: node.textContent.trim().slice(0, 24), size,
          kind: one.className.baseVal ?? one.className,
          left: box.left, right: Math.min(box.right, clip), top: middle - size * 0.4, bottom: middle + size * 0.4 }});
      }}
    }}
  }}
  return found;
}}"""


def texts(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(TEXTS)
    return found


def overlapping(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes cross by more than a pixel."""
    pairs = []
    for place, one in enumerate(found):
        for other in found[place + 1 :]:
            across = min(one["right"], other["right"]) - max(one["left"], other["left"])
            along = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
            if across > 1 and along > 1 and one["node"] != other["node"]:
                pairs.append((one["text"], other["text"]))
    return pairs
