"""How it looks: tables, cards and charts put on the page, colours, the style sheet, files, the brief."""
