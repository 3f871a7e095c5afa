"""No typed word is lost: whose a form is, what scripts are told, what is kept over a login (docs/architecture.md, 「字不丢」)."""
