"""The request for a quote: form.py defines it for the page, the receiver and the mail; page.py tells Pelican."""
