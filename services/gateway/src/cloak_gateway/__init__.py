"""The only public origin: uploads, jobs, live status, and the way through to auth and messaging."""
