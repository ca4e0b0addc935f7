"""What Waymark takes, measured: `./run bench`. Each figure stands beside its goal and a bare loop of the same run."""
