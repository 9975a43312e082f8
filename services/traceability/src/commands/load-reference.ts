/** This service keeps no reference data: what its pages show comes by events. Says so, and that is all. */
process.stdout.write("traceability: nothing to load\n");
