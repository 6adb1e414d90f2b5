// The newest data of all panels, in one message.
export default function ({ data }) {
  feedPanels(data);
}
