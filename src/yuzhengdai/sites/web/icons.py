"""The line icons of the design system: name -> SVG body on a 24 x 24 grid, drawn by `icon()` in templates."""

ICONS: dict[str, str] = {
    "chevron-right": '<path d="M9 6l6 6-6 6"/>',
    "chevron-left": '<path d="M15 6l-6 6 6 6"/>',
    "chevron-down": '<path d="M6 9l6 6 6-6"/>',
    "clock": ('<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>'),
    "warn": ('<path d="M12 4l9 16H3z"/><path d="M12 10v4.5M12 17.3v.2"/>'),
    "search": ('<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>'),
    "coin": ('<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.5h5v5h-5z"/>'),
    "file": ('<path d="M6 3.5h8l4 4v13H6z"/><path d="M14 3.5v4h4M9 12h6M9 16h6"/>'),
    "bank": (
        '<path d="M4 9.5L12 4.5l8 5M5 9.5h14M6.5 9.5v8M10.2 9.5v8M13.8 9.5v8M17.5 9.5v8M4 20h16M5 17.5h14"/>'
    ),
    "feedback": ('<path d="M4.5 5.5h15v11h-8l-4 3.5v-3.5h-3z"/><path d="M8.5 9.5h7M8.5 12.5h4.5"/>'),
    "phone": ('<rect x="7" y="3" width="10" height="18" rx="2"/><path d="M11 18h2"/>'),
    "camera": ('<path d="M4 8h3.5l1.5-2.5h6L16.5 8H20v11H4z"/><circle cx="12" cy="13" r="3.5"/>'),
    "scan": '<path d="M4 8V4.5h4M16 4.5h4V8M20 16v3.5h-4M8 19.5H4V16M4 12h16"/>',
    "lock": (
        '<rect x="5.5" y="10.5" width="13" height="9" rx="1"/><path d="M8.5 10.5V8a3.5 3.5 0 017 0v2.5"/>'
    ),
    "key": ('<circle cx="8" cy="15" r="3.5"/><path d="M10.5 12.5L19 4M15.5 7.5l2.5 2.5"/>'),
    "shield": (
        '<path d="M12 3.5l7.5 2.5v6c0 4.5-3 7.3-7.5 8.5-4.5-1.2-7.5-4-7.5-8.5V6z"/>'
        '<path d="M8.5 12l2.5 2.5 4.5-5"/>'
    ),
    "person": ('<circle cx="12" cy="8" r="3.5"/><path d="M5 20c.5-4 3.5-6 7-6s6.5 2 7 6"/>'),
    "people": (
        '<circle cx="9" cy="8.5" r="3"/>'
        '<path d="M3.5 19c.4-3.5 2.5-5 5.5-5s5.1 1.5 5.5 5M15.5 6a3 3 0 010 5.5M17 14.3c2 .6 3.2 '
        '2 3.5 4.7"/>'
    ),
    "bell": '<path d="M6.5 16.5V11a5.5 5.5 0 0111 0v5.5l1.5 1.5H5zM10.5 20.5h3"/>',
    "gear": (
        '<circle cx="12" cy="12" r="3"/>'
        '<path d="M12 3.5v3M12 17.5v3M3.5 12h3M17.5 12h3M6 6l2.1 2.1M15.9 15.9L18 18M18 6l-2.1 '
        '2.1M8.1 15.9L6 18"/>'
    ),
    "eye": (
        '<path d="M3 12c2.5-4.5 5.5-6.5 9-6.5s6.5 2 9 6.5c-2.5 4.5-5.5 6.5-9 6.5S5.5 16.5 3 '
        '12z"/>'
        '<circle cx="12" cy="12" r="2.7"/>'
    ),
    "edit": '<path d="M5 19l1-4L16 5l3 3L9 18zM13.5 7.5l3 3"/>',
    "clip": '<path d="M8 12.5l6-6a3 3 0 014.2 4.2l-7.5 7.5a4.5 4.5 0 01-6.4-6.4l7-7"/>',
    "print": '<path d="M7 9V4h10v5M7 16H4.5V9h15v7H17M7 13.5h10V20H7z"/>',
    "download": '<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 19.5h14"/>',
    "filter": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "usbkey": (
        '<rect x="8" y="9" width="8" height="12" rx="1.5"/><path d="M9.5 9V4h5v5M11.5 6.2v.2M12.8 6.2v.2"/>'
    ),
    "swap": '<path d="M5 8.5h13l-3-3M19 15.5H6l3 3"/>',
    "ok": ('<circle cx="12" cy="12" r="8.5"/><path d="M8.3 12.3l2.6 2.6 4.9-5.3"/>'),
    "bad": ('<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5v5.5M12 16v.2"/>'),
    "info": ('<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 8v.2"/>'),
    "close": '<path d="M7 7l10 10M17 7L7 17"/>',
    "check": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "home": '<path d="M4 11.5L12 4.5l8 7M6 10v9.5h12V10"/>',
    "flash": '<path d="M13 3L6 13.5h5L10.5 21 18 10h-5.5z"/>',
    "image": (
        '<rect x="4" y="5" width="16" height="14" rx="1"/><path d="M4 16l5-5 4 4 2.5-2.5L20 17M15.5 9v.2"/>'
    ),
    "list": '<path d="M8.5 6.5H20M8.5 12H20M8.5 17.5H20M4 6.5h.5M4 12h.5M4 17.5h.5"/>',
    "hall": '<path d="M4 20V9l8-5 8 5v11M4 20h16M9 20v-6h6v6"/>',
    "grid": '<path d="M4.5 4.5h6v6h-6zM13.5 4.5h6v6h-6zM4.5 13.5h6v6h-6zM13.5 13.5h6v6h-6z"/>',
    "chart": '<path d="M4.5 19.5h15M7 16v-5M12 16V6M17 16v-8"/>',
    "agreement": '<path d="M5 4.5h14v11H5zM8 8.5h8M8 11.5h5M9 19.5h6M12 15.5v4"/>',
}
