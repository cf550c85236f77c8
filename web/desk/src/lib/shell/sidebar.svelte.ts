const remembered = 'balcao.sidebar';

/** Whether the side bar shows words or only icons. Where room is short it starts closed; a choice there is not kept. */
class SideBarState {
  #wide = $state(localStorage.getItem(remembered) !== 'closed');
  #narrow = $state(false);

  closed(narrow: boolean): boolean {
    return narrow ? !this.#narrow : !this.#wide;
  }

  toggle(narrow: boolean): void {
    if (narrow) {
      this.#narrow = !this.#narrow;
      return;
    }
    this.#wide = !this.#wide;
    localStorage.setItem(remembered, this.#wide ? 'open' : 'closed');
  }
}

export const sideBar = new SideBarState();
