import manifest from '../package.json' with { type: 'json' }

/** The version of this usrops, as package.json says. */
export const version: string = manifest.version

/** How usrops names itself in documents, user agents and application names. */
export const tool = `usrops ${version}`
