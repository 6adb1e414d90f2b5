// Tells the page in advance what it would ask the server for before it opens its websocket (Streamlit's own setting for
// pages that a host serves): it connects at once, and asks beside that.
window.__streamlit = {
  BACKEND_BASE_URL: location.origin + BASE_PATH + "/",
  HOST_CONFIG: HOST_CONFIG
};
