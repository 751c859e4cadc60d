"""Pages and endpoints: the only floor that knows Starlette and Jinja."""
