pragma ComponentBehavior: Bound
import QtQuick
import app.ui

// Words of which one is worn, or several. Items: {id, label}.
Column {
    id: chips
    property string label: ""
    required property var words
    required property var chosen
    signal picked(string id)
    spacing: Theme.sm
    Text {
        visible: chips.label !== ""
        text: chips.label
        color: Theme.muted
        font.family: Theme.text
        font.pixelSize: Theme.small
        font.weight: Font.DemiBold
    }
    Flow {
        width: chips.width
        spacing: Theme.sm
        Repeater {
            model: chips.words
            Chip {
                required property var modelData
                text: modelData.label
                checked: chips.chosen.indexOf(modelData.id) >= 0
                Accessible.checkable: true
                onClicked: chips.picked(modelData.id)
            }
        }
    }
}
