"""Pages about the house; those about lifecycles are drawn from the tables of `states`."""
