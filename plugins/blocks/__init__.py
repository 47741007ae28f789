"""Places in a page's text that the theme fills: `[[contact]]` becomes theme/templates/blocks/contact.html."""
