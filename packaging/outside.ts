// Packages that do not become part of the programs: they are found where they are installed, when they are wanted. koffi holds
// machine code and finds it beside itself.

export const OUTSIDE = ['dns2', 'fastify', 'koffi', 'pino-pretty', 'prom-client']
