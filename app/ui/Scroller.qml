import QtQuick
import QtQuick.Templates as T
import app.ui

// A page longer than its room, with a bar as thin as a bookmark. What gets the focus is brought into view.
Flickable {
    id: scroller
    property real room: 12
    function reveal(item: Item): void {
        if (!item)
            return;
        let above = item;
        while (above && above !== contentItem)
            above = above.parent;
        if (above !== contentItem)
            return;
        const y = item.mapToItem(contentItem, 0, 0).y;
        if (y < contentY + room)
            contentY = Math.max(0, y - room);
        else if (y + item.height > contentY + height - room)
            contentY = Math.max(0, Math.min(contentHeight - height, y + item.height - height + room));
    }
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    flickableDirection: Flickable.VerticalFlick
    T.ScrollBar.vertical: T.ScrollBar {
        id: bar
        policy: scroller.contentHeight > scroller.height ? T.ScrollBar.AlwaysOn : T.ScrollBar.AlwaysOff
        visible: policy === T.ScrollBar.AlwaysOn
        implicitWidth: 8
        padding: 2
        x: scroller.width - width
        height: scroller.height
        focusPolicy: Qt.NoFocus
        contentItem: Rectangle {
            implicitWidth: 4
            radius: 2
            color: bar.pressed ? Theme.gold : Theme.lifted
        }
    }
    Connections {
        target: scroller.Window.window
        function onActiveFocusItemChanged(): void { scroller.reveal(scroller.Window.window.activeFocusItem); }
    }
}
