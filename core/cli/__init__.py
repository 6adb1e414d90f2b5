"""The command `fengjing`, as far as it needs neither the generator nor the screens."""
