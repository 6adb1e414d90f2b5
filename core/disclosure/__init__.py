"""Statistical disclosure control: which small counts must not be shown, nor be worked out from others."""
