// Finds nodes of an OPC UA address space by the browse names on the way to them, whatever namespace these are in.
import type { BaseNode, UAVariable } from 'node-opcua';

/** The variable at a path of browse names below a node. Throws when it is not there. */
export function variable(from: BaseNode, path: string): UAVariable {
  return findNode(from, path) as UAVariable;
}

/** The node at a path of browse names, `Monitoring/MachineTool`. Throws when it is not there. */
export function findNode(from: BaseNode, path: string): BaseNode {
  let node = from;
  for (const name of path.split('/')) {
    const next = childOf(node, name);
    if (next === null)
      throw new Error(`BUG: ${node.browseName.toString()} has no ${name} on the way to ${path}`);
    node = next;
  }
  return node;
}

/** A child by browse name and by any hierarchical reference, because add-ins hang on one of their own. */
export function childOf(node: BaseNode, name: string): BaseNode | null {
  return (
    node.findReferencesExAsObject('HierarchicalReferences').find((child) => child.browseName.name === name) ??
    null
  );
}
