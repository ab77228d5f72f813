pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import app.ui

// One of a few, side by side. Left and right move along it.
T.Control {
    id: segmented
    required property var words
    required property string chosen
    property string label: ""
    signal picked(string id)
    readonly property int index: {
        for (let i = 0; i < words.length; i++)
            if (words[i].id === chosen)
                return i;
        return 0;
    }
    readonly property real stretch: Math.max(0, (width - 8 - row.natural) / Math.max(1, words.length))
    function move(by: int): void {
        const to = Math.max(0, Math.min(words.length - 1, index + by));
        if (to !== index)
            picked(words[to].id);
    }
    implicitHeight: 44
    implicitWidth: row.natural + 8
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.PageTabList
    Accessible.name: label
    Keys.onLeftPressed: move(-1)
    Keys.onRightPressed: move(1)
    background: Rectangle {
        radius: height / 2
        color: Theme.panel
        border.color: Theme.line
        FocusRing { shown: segmented.visualFocus; radius: height / 2 }
    }
    contentItem: Item {
        Row {
            id: row
            property real natural: 0
            anchors.centerIn: parent
            function measure(): void {
                let sum = 0;
                for (let i = 0; i < parts.count; i++)
                    sum += (parts.itemAt(i) as Part)?.natural ?? 0;
                natural = sum;
            }
            Repeater {
                id: parts
                model: segmented.words
                onItemAdded: row.measure()
                Part {}
            }
        }
    }
    component Part: T.Button {
        id: part
        required property var modelData
        readonly property bool chosen: modelData.id === segmented.chosen
        readonly property real natural: word.implicitWidth + 36
        onNaturalChanged: row.measure()
        implicitWidth: natural + segmented.stretch
        implicitHeight: 36
        hoverEnabled: true
        focusPolicy: Qt.NoFocus
        text: modelData.label
        onClicked: {
            segmented.forceActiveFocus(Qt.MouseFocusReason);
            segmented.picked(modelData.id);
        }
        HoverHandler { cursorShape: Qt.PointingHandCursor }
        contentItem: Item {
            Text {
                id: word
                anchors.centerIn: parent
                text: part.text
                color: part.chosen ? Theme.coal : part.hovered ? Theme.cream : Theme.muted
                font.family: Theme.text
                font.pixelSize: Theme.small + 1
                font.weight: Font.Bold
            }
        }
        background: Rectangle {
            radius: height / 2
            color: part.chosen ? Theme.gold : part.hovered ? Theme.raised : "transparent"
            Behavior on color { ColorAnimation { duration: Theme.quick } }
        }
    }
}
