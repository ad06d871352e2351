"""A fictional hub, its people and a year of work, made by the site's own actions."""
