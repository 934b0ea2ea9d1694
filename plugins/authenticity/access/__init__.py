"""Who works with cases, what their roles allow, and four eyes (rulebook §5, "People")."""
