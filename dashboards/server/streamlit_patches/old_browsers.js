// The first script of every page, in the oldest JavaScript that there is. Chrome 94 to 109 lack a few functions that the
// page's own scripts use: they get them here. Where nothing can be drawn, a sentence says why instead of an empty page.
(function () {
  "use strict";
  function add(target, name, value) {
    if (!target[name]) Object.defineProperty(target, name, { value: value, configurable: true, writable: true });
  }
  add(Object, "hasOwn", function (object, key) { return Object.prototype.hasOwnProperty.call(object, key); });
  add(Array.prototype, "at", function (index) { return this[index < 0 ? this.length + Math.ceil(index) : Math.floor(index) || 0]; });
  add(Array.prototype, "toSorted", function (compare) { return Array.prototype.slice.call(this).sort(compare); });
  add(String.prototype, "replaceAll", function (text, by) {
    return text instanceof RegExp || typeof by === "function" ? this.replace(text, by) : this.split(text).join(by);
  });
  function copied(value, seen) {
    if (value === null || typeof value !== "object") {
      if (typeof value === "function" || typeof value === "symbol") throw new TypeError("cannot be cloned");
      return value;
    }
    for (var i = 0; i < seen.length; i++) if (seen[i][0] === value) return seen[i][1];
    function known(copy) { seen.push([value, copy]); return copy; }
    if (value instanceof Date) return known(new Date(value.getTime()));
    if (value instanceof RegExp) return known(new RegExp(value.source, value.flags));
    if (value instanceof ArrayBuffer) return known(value.slice(0));
    if (value instanceof DataView) return known(new DataView(copied(value.buffer, seen), value.byteOffset, value.byteLength));
    if (ArrayBuffer.isView(value)) return known(new value.constructor(copied(value.buffer, seen), value.byteOffset, value.length));
    if (value instanceof Map) {
      var map = known(new Map());
      value.forEach(function (item, key) { map.set(copied(key, seen), copied(item, seen)); });
      return map;
    }
    if (value instanceof Set) {
      var set = known(new Set());
      value.forEach(function (item) { set.add(copied(item, seen)); });
      return set;
    }
    if (value instanceof Error) return known(new value.constructor(value.message));
    var copy = known(Array.isArray(value) ? new Array(value.length) : {});
    Object.keys(value).forEach(function (key) { copy[key] = copied(value[key], seen); });
    return copy;
  }
  add(window, "structuredClone", function (value) { return copied(value, []); });

  var PATIENCE = 8000, AGAIN = 2000, ID = "fj-not-drawn";
  function reason() {
    var app = document.querySelector("[data-testid=stApp]");
    if (!app) return OLD_BROWSER;
    var isConnected = app.getAttribute("data-test-connection-state") === "CONNECTED";
    return isConnected || document.querySelector('[class*="st-key-"]') ? "" : NO_SOCKET;  // our pages have such
  }
  function look() {
    var text = reason(), banner = document.getElementById(ID);
    if (!text) {
      if (banner) banner.parentNode.removeChild(banner);
    } else {
      if (!banner) {
        banner = document.createElement("p");
        banner.id = ID;
        banner.setAttribute("role", "alert");
        banner.style.cssText = "position:fixed;z-index:99999;left:10%;right:10%;top:30%;margin:0;padding:24px;border-radius:8px;background:#fff;color:#222;border:2px solid #b00;font:18px/1.6 sans-serif";
        document.body.appendChild(banner);
      }
      banner.textContent = text;
    }
    if (text) setTimeout(look, AGAIN);  // once anything is drawn the page tells of its own outages
  }
  setTimeout(look, PATIENCE);
})();
