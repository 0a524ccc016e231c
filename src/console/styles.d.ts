// What the build does with styles: they go into a file of their own, and give no value.

declare module '*.css'
