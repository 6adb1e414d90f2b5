"""News since a day (今日要事), for whoever looks: pure functions over what the viewer may see."""
