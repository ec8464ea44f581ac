playground.serveMap(server);
