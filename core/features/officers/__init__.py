"""An officer's own figures and duties."""
